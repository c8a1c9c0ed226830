// Fetches the editor's bundle from beside the page, once.
export const load = () => import(new URL("editor.js", document.baseURI).href);
