// A text as a part of an address, and back (docs/share.md): deflated, in base64url. Loaded when somebody shares, or follows a link.

/** The form that is written; the others are read. */
const FORM = "1.";

export async function pack(text) {
  const deflated = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(deflated).arrayBuffer());
  let signs = "";
  for (const byte of bytes) signs += String.fromCharCode(byte);
  return FORM + btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Throws what is wrong: `form`, `broken`, or `large` where more than `most` bytes come out. */
export async function unpack(link, most) {
  if (!link.startsWith(FORM)) throw "form";
  const stream = bytesOf(link.slice(FORM.length)).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const parts = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw "broken";
    });
    if (done) break;
    size += value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      throw "large";
    }
    parts.push(value);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(parts).arrayBuffer());
  } catch {
    throw "broken";
  }
}

function bytesOf(signs) {
  try {
    const text = atob(signs.replaceAll("-", "+").replaceAll("_", "/"));
    return new Blob([Uint8Array.from(text, (sign) => sign.charCodeAt(0))]);
  } catch {
    throw "broken";
  }
}
