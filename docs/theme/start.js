// What mdBook's own scripts take from inline ones, which a strict Content-Security-Policy forbids.
'use strict';

const page = document.documentElement;
window.path_to_root = page.dataset.root;
window.path_to_searchindex_js = page.dataset.search;
page.classList.add('js');

// The contents stand beside the text where there is room, as the reader left them.
// The box that hides them without scripts leaves its work to a button.
const toggle = document.getElementById('mdbook-sidebar-toggle-anchor');
toggle.tabIndex = -1;
toggle.setAttribute('aria-hidden', 'true');
let wanted = null;
try {
    wanted = localStorage.getItem('mdbook-sidebar');
} catch { /* No storage: the default. */ }
toggle.checked = document.body.clientWidth >= 1080 && wanted !== 'hidden';
page.classList.toggle('sidebar-visible', toggle.checked);
