import db from '@adonisjs/lucid/services/db'
import type { HttpContext } from '@adonisjs/core/http'
import { askedFields } from '#app/core/asked'
import { languageOf } from '#app/core/language'
import { found } from '#app/core/refusal'
import { idOf, staffOf } from '#app/people/session'
import { draftEarnRule } from '#app/club/actions/edit_earn_rules'
import EarnRule, { EARN_ACTIONS, EARN_CHANNELS, EARN_KINDS } from '#app/club/models/earn_rule'
import { keyOf } from '#app/club/page_key'
import { earnRulesPage, givenBy, ruleHistory } from '#app/club/queries/earn_rules_page'
import { formOfRule, termsOfForm } from '#app/club/rule_form'
import { tryRules } from '#app/club/rule_trial'
import { earnedWords, ruleNames, sayRule } from '#app/club/rule_words'
import { earnRuleValidator, trialValidator } from '#app/club/validators'

/** The rules of earning: said aloud, drafted, tried out. */
export default class EarnRulesController {
  async index(ctx: HttpContext) {
    const language = languageOf(ctx.locale)
    const [wrong, trial] = await ctx.request.tryValidateUsing(trialValidator, {
      data: askedFields(ctx),
    })
    const earned = wrong ? null : await tryRules(trial, db.connection())
    const after = keyOf(ctx)
    const page = await earnRulesPage(language)
    return ctx.view.render('club/desk/earn_rules', {
      ...page,
      trial: wrong ? {} : trial,
      trialWrong: wrong?.messages.map(({ message }: { message: string }) => message) ?? [],
      earned,
      tried: earned && earnedWords(earned, language),
      channels: EARN_CHANNELS,
      history: await ruleHistory({ after }, page.names, language),
    })
  }

  create(ctx: HttpContext) {
    return this.#form(ctx, null)
  }

  async edit(ctx: HttpContext) {
    const rows = await EarnRule.query().where('ruleId', idOf(ctx)).orderBy('id', 'desc')
    const shown = rows.find(({ status }) => status === 'draft') ?? found(rows[0])
    return this.#form(ctx, shown)
  }

  async store(ctx: HttpContext) {
    return this.#save(ctx, null)
  }

  async update(ctx: HttpContext) {
    const ruleId = idOf(ctx)
    found(await EarnRule.query().where('ruleId', ruleId).first())
    return this.#save(ctx, ruleId)
  }

  /** The sentence of what is filled in so far; nothing is written. */
  async sentence(ctx: HttpContext) {
    const language = languageOf(ctx.locale)
    const [wrong, form] = await earnRuleValidator.tryValidate(askedFields(ctx))
    const terms = wrong ? null : termsOfForm(form)
    const isWhole = terms && (terms.kind === 'percent' ? terms.basisPoints > 0 : terms.amount > 0)
    const sentence = isWhole ? sayRule(terms, await ruleNames(language), language) : null
    return ctx.view.render('club/desk/rule_sentence', { sentence })
  }

  async #save(ctx: HttpContext, ruleId: number | null) {
    const { key, ...form } = await ctx.request.validateUsing(earnRuleValidator)
    const by = { kind: 'staff', id: staffOf(ctx).id } as const
    await draftEarnRule({ ruleId, terms: termsOfForm(form), by, key })
    ctx.session.flash('success', ctx.i18n.t('club.rules.drafted'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/earn-rules`)
  }

  async #form(ctx: HttpContext, rule: EarnRule | null) {
    const language = languageOf(ctx.locale)
    const names = await ruleNames(language)
    return ctx.view.render('club/desk/earn_rule', {
      rule,
      form: formOfRule(rule, language),
      sentence: rule && sayRule(rule, names, language),
      given: rule && (await givenBy(rule.ruleId)),
      history: rule && (await ruleHistory({ ruleId: rule.ruleId }, names, language)),
      names,
      kinds: EARN_KINDS,
      actions: EARN_ACTIONS,
      channels: EARN_CHANNELS,
    })
  }
}
