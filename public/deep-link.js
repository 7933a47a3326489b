// Runs before the page is drawn. The address names a slide: the first one is not to flash before it.
if (/^#\/./.test(location.hash)) document.documentElement.dataset.deep = ''
