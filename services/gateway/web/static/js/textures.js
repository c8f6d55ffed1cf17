// The texture of each ballot number as a picture that the map repeats. Number 1 has none. The same
// marks stand in the page's sprite for bars and keys (templates/wall/_sprite.html).

const SIZE = 16;
const MARK = { 2: rising, 3: dots, 4: level, 5: crossed, 6: falling };
export const TEXTURED = Object.keys(MARK).map(Number);

// A square of `SIZE` units, drawn at `scale` pixels a unit.
export function texture(number, colour, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(SIZE * scale);
  const pen = canvas.getContext("2d");
  pen.scale(canvas.width / SIZE, canvas.height / SIZE);
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = 3.6;
  MARK[number](pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

// Bars and keys have their textures from the sprite, in pixels: on a larger wall they are larger.
export function scaleTextures(scale) {
  for (const pattern of document.querySelectorAll("pattern[data-turn]")) {
    pattern.setAttribute("patternTransform", `rotate(${pattern.dataset.turn}) scale(${scale})`);
  }
}

function line(pen, x0, y0, x1, y1) {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
}

// Lines run beyond the square, and again one square further, so that squares meet without a seam.
function rising(pen) {
  for (const x of [-SIZE, 0, SIZE]) line(pen, x - 4, SIZE + 4, x + SIZE + 4, -4);
}

function falling(pen) {
  for (const x of [-SIZE, 0, SIZE]) line(pen, x - 4, -4, x + SIZE + 4, SIZE + 4);
}

function crossed(pen) {
  pen.lineWidth = 2.4;
  rising(pen);
  falling(pen);
}

function level(pen) {
  line(pen, 0, SIZE / 4, SIZE, SIZE / 4);
  line(pen, 0, (3 * SIZE) / 4, SIZE, (3 * SIZE) / 4);
}

function dots(pen) {
  for (const [x, y] of [[4, 4], [12, 12]]) {
    pen.beginPath();
    pen.arc(x, y, 2.6, 0, 2 * Math.PI);
    pen.fill();
  }
}
