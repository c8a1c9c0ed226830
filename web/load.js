// Fetches a part of the page that few need from beside it, once.
export const load = (name) => import(new URL(name, document.baseURI).href);
