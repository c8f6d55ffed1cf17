// A photo of a page of the form: made small enough for a weak signal, with the camera's own notes of
// time and place, and a look at whether it is sharp.

import { withExif } from "./exif.js";

const LONGEST_SIDE = 2000; // pixels: the form's figures are some 40 high then
const QUALITY = 0.8;
const MOST_BYTES = 10_000_000; // what the server takes
const LOOK_SIDE = 640;
const SHARP = 60; // variance of the Laplacian below which a form's figures run together

export class NoPhoto extends Error {}

// Returns {blob, sharp}: sharp is null where this browser can't look into the photo.
export async function prepared(file) {
  const picture = await decoded(file);
  if (picture === null) return untouched(file);
  const original = new Uint8Array(await file.arrayBuffer());
  const sharp = sharpness(picture) >= SHARP;
  const small = await encoded(picture);
  picture.close();
  const kept = withExif(new Uint8Array(await small.arrayBuffer()), original);
  const smaller = kept.length < original.length || file.type !== "image/jpeg";
  return { blob: smaller ? new Blob([kept], { type: "image/jpeg" }) : file, sharp };
}

async function decoded(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
}

// HEIC in a browser that can't read it: the server can.
function untouched(file) {
  if (!/^image\/hei[cf]/.test(file.type)) throw new NoPhoto("unreadable");
  if (file.size > MOST_BYTES) throw new NoPhoto("large");
  return { blob: file, sharp: null };
}

async function encoded(picture) {
  const canvas = drawn(picture, LONGEST_SIDE);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new NoPhoto("unreadable"))), "image/jpeg", QUALITY);
  });
}

export function drawn(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function sharpness(picture) {
  const canvas = drawn(picture, LOOK_SIDE);
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  return variance(data, width, height);
}

// The variance of the Laplacian (Pech-Pacheco et al., 2000) of an RGBA picture's green.
export function variance(data, width, height) {
  const at = (x, y) => data[(y * width + x) * 4 + 1];
  let [sum, squares, n] = [0, 0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const edge = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
      sum += edge;
      squares += edge * edge;
      n += 1;
    }
  }
  return n ? squares / n - (sum / n) ** 2 : 0;
}

export async function preview(blob, label) {
  const picture = await decoded(blob);
  if (picture === null) return null;
  const canvas = drawn(picture, 320);
  picture.close();
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return canvas;
}
