// Has the site kept in the browser (sw.js), and tells when a newer one is there. Loaded when the first picture stands and the page
// has come to rest (web/rest.js).
const ASK_AGAIN_MS = 60_000;

/** The notice and its button. It may come before anybody uses the page, and so before most of its words and styles. */
const WORDS = {
  en: ["A newer version of svcpath is ready.", "Reload"],
  ru: ["Готова новая версия svcpath.", "Обновить"],
};
const STYLE = `position:fixed;z-index:30;bottom:16px;left:50%;translate:-50%;display:flex;align-items:center;gap:12px;
width:max-content;max-width:calc(100% - 32px);padding:8px 8px 8px 14px;border:1px solid var(--line2);border-radius:10px;
background:var(--surface);box-shadow:var(--shadow)`;

const notice = document.createElement("p");
const words = document.createElement("span");
const button = document.createElement("button");

/** In the page's language, whatever that becomes. */
function say() {
  [words.textContent, button.textContent] = WORDS[document.documentElement.lang] ?? WORDS.en;
}

/** Tells that a newer version waits, and opens it when the reader says so. */
function tell(worker) {
  button.onclick = () => {
    // Another window has opened it already.
    if (worker.state !== "installed") location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage("svcpath-renew");
  };
  if (notice.isConnected) return;
  notice.setAttribute("role", "status");
  notice.className = "update";
  notice.style.cssText = STYLE;
  button.type = "button";
  button.className = "btn";
  notice.append(words, button);
  document.body.append(notice);
  // What reads pages aloud tells what comes into a status that is there.
  setTimeout(say);
  new MutationObserver(say).observe(document.documentElement, { attributeFilter: ["lang"] });
}

async function keep() {
  // All of this visit is kept as well.
  navigator.serviceWorker.addEventListener("controllerchange", () => svcpathRest.kept());
  const registration = await navigator.serviceWorker.register("sw.js", { updateViaCache: "none" });
  const watch = (worker) => {
    const changed = () => worker.state === "installed" && navigator.serviceWorker.controller && tell(worker);
    worker?.addEventListener("statechange", changed);
  };
  if (registration.waiting) tell(registration.waiting);
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  let asked = 0;
  const ask = () => {
    asked = Date.now();
    registration.update().catch(() => {});
  };
  if (registration.active) ask();
  // Who comes back to a window that stood open for days is told as well.
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - asked > ASK_AGAIN_MS) ask();
  });
}

// A page inside another's shows what that page wants to show, and keeps nothing. Where storage is forbidden, nothing is kept either.
if ("serviceWorker" in navigator && !/[?&]embed=/.test(location.search)) keep().catch(() => {});
