/*
 * Pages are whole without this. With it, a link or form that asks for it (`up-follow`,
 * `up-submit`, `up-target`) replaces only a part of the page.
 */
const { up } = window

up.log.disable()
up.fragment.config.mainTargets = ['#content']
/* What a link leads to on its page stands below the header, its label too. */
up.viewport.config.fixedTopSelectors.push('header.sticky')
up.viewport.config.revealPadding = 32
// The server says which entry of a menu is current; Unpoly would ask for the very same address.
up.status.config.navSelectors = ['[up-nav]']
up.network.config.lateDelay = 250
up.protocol.config.csrfHeader = 'X-CSRF-TOKEN'
up.protocol.config.csrfToken = () =>
  document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? ''
