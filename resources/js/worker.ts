/** The service worker shows a page of ours when there is no connection. */
if ('serviceWorker' in navigator && window.isSecureContext) {
  window.addEventListener('load', () => void navigator.serviceWorker.register('/sw.js'))
}
