// Reads a page's orders anew; while one question is under way, the next waits for it, and is one
// however many there were.
//
//   const reread = rereading(async () => …);

export function rereading(read) {
  let [reading, again] = [false, false];

  return async function reread() {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      await read();
    } catch (error) {
      if (error.status === undefined) throw error; // the badge says that the line is dead
    } finally {
      reading = false;
    }
    if (again) {
      again = false;
      await reread();
    }
  };
}
