// What a camera wrote into a JPEG, carried over into a smaller one: time and position prove where a
// photo was taken. The only change is the orientation, as the smaller picture stands upright.

const SOI = 0xffd8;
const APP1 = 0xffe1;
const SCAN = 0xffda;
const ORIENTATION = 0x0112;
const HEADER = [0x45, 0x78, 0x69, 0x66, 0, 0]; // "Exif", two zeros
const UPRIGHT = 1;

// The APP1 segment with the Exif data, or null.
export function exifOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== SOI) return null;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const [marker, size] = [view.getUint16(at), view.getUint16(at + 2)];
    const end = at + 2 + size;
    if (marker < 0xff00 || marker === SCAN || size < 2 || end > bytes.length) return null;
    if (marker === APP1 && HEADER.every((byte, place) => bytes[at + 4 + place] === byte)) return bytes.slice(at, end);
    at = end;
  }
  return null;
}

export function upright(segment) {
  const start = 4 + HEADER.length;
  const view = new DataView(segment.buffer, segment.byteOffset + start, segment.byteLength - start);
  const little = view.getUint16(0) === 0x4949;
  const first = view.getUint32(4, little);
  const count = first + 2 <= view.byteLength ? view.getUint16(first, little) : 0;
  for (let entry = 0; entry < count; entry += 1) {
    const at = first + 2 + entry * 12;
    if (at + 12 > view.byteLength) break;
    if (view.getUint16(at, little) === ORIENTATION) view.setUint16(at + 8, UPRIGHT, little);
  }
  return segment;
}

// The JPEG with the Exif segment of another in front of its own segments.
export function withExif(jpeg, original) {
  const segment = exifOf(original);
  if (segment === null) return jpeg;
  const made = new Uint8Array(jpeg.length + segment.length);
  made.set(jpeg.subarray(0, 2));
  made.set(upright(segment), 2);
  made.set(jpeg.subarray(2), 2 + segment.length);
  return made;
}
