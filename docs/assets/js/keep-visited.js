// Asks the browser to keep visited pages for times without a connection; sw.js does the keeping.
(function () {
  'use strict';

  const { src, dataset } = document.currentScript;
  const worker = new URL('../../sw.js', src);
  worker.searchParams.set('release', dataset.release);

  function register() {
    navigator.serviceWorker.register(worker).catch(() => {
      // The browser keeps nothing, as in a private window: the site is read as before.
    });
  }

  // After what the reader waits for.
  if (navigator.serviceWorker && location.protocol !== 'file:') window.addEventListener('load', register);
})();
