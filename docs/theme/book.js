// What the book does beside being read: contents, copying, keys, and the pictures that can be played.
'use strict';

// mdBook's search asks for it by this name.
function mdbook_something_else_has_focus(event) {
    return /^(?:input|select|textarea)$/i.test((event.composedPath()[0] || event.target).nodeName);
}

(function contents() {
    const box = document.getElementById('mdbook-sidebar-toggle-anchor');
    const button = document.getElementById('contents-toggle');
    const sidebar = document.getElementById('mdbook-sidebar');
    const show = () => {
        document.documentElement.classList.toggle('sidebar-visible', box.checked);
        sidebar.inert = !box.checked;
        button.setAttribute('aria-expanded', box.checked);
    };
    button.addEventListener('click', () => {
        box.checked = !box.checked;
        show();
        try {
            localStorage.setItem('mdbook-sidebar', box.checked ? 'visible' : 'hidden');
        } catch { /* No storage: the next page shows the default. */ }
    });
    show();
})();

// What is wider than its place can be scrolled by keys.
(function wide() {
    const places = document.querySelectorAll('main pre > code, main .table-wrapper, main picture');
    const watch = new ResizeObserver(changed => {
        for (const { target } of changed) {
            if (target.scrollWidth > target.clientWidth) {
                target.tabIndex = 0;
            } else {
                target.removeAttribute('tabindex');
            }
        }
    });
    places.forEach(place => watch.observe(place));
})();

(function copying() {
    for (const code of document.querySelectorAll('main pre > code')) {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'copy';
        button.textContent = 'Copy';
        button.addEventListener('click', async () => {
            // Of a session at the prompt, only what was typed.
            const session = code.classList.contains('language-console');
            const typed = code.textContent.split('\n').filter(line => line.startsWith('$ ')).map(line => line.slice(2));
            try {
                await navigator.clipboard.writeText(session ? typed.join('\n') : code.textContent);
                button.textContent = 'Copied';
            } catch {
                button.textContent = 'Not allowed';
            }
            setTimeout(() => { button.textContent = 'Copy'; }, 1500);
        });
        code.parentElement.append(button);
    }
})();

(function keys() {
    document.addEventListener('keydown', event => {
        const other = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
        // A picture that plays has the arrows for itself.
        if (other || mdbook_something_else_has_focus(event) || event.target.closest('svc-path, pre, .table-wrapper, picture')) {
            return;
        }
        const way = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key];
        document.querySelector(`nav.chapters a[rel~="${way}"]`)?.click();
    });
})();

(function colours() {
    if (window.hljs) {
        window.hljs.configure({ languages: [] });
        document.querySelectorAll('main pre > code[class*="language-"]').forEach(code => window.hljs.highlightBlock(code));
    }
})();

// The picture in a chapter stands for itself until the widget of the site around the book takes its place.
if (document.querySelector('svc-path')) {
    const widget = document.createElement('script');
    widget.src = `${window.path_to_root}../embed.js`;
    document.head.append(widget);
}
