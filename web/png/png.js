// The picture in pixels, drawn by the browser from its SVG. Loaded when somebody wants it so.

/** More than this browsers give no canvas, in pixels: on a side, and in all. */
const SIDE = 16384;
const AREA = 1 << 26;

/** The picture, so many pixels for each of its own. Throws the size where that is too large, or what the browser says. */
export async function png(svg, scale) {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const [width, height] = [image.naturalWidth, image.naturalHeight].map((side) => side * scale);
    if (Math.max(width, height) > SIDE || width * height > AREA) throw { width, height };
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    // So a browser says that it has no room for it.
    if (!blob) throw { width, height };
    return { blob, width, height };
  } finally {
    URL.revokeObjectURL(address);
  }
}
