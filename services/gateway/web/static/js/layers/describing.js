// What a layer is, between the API's shapes and a form's texts. Pure.

// Codes as lines "value = title".
export function linesOf(codes) {
  return codes.map(({ value, title }) => `${value} = ${title}`).join("\n");
}

// Lines as codes; without a title the value is its own. What is no whole number where one is needed goes
// as it is, and the service says so.
export function codesOf(lines, kind) {
  return lines.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const [value, ...title] = line.split("=").map((part) => part.trim());
    const whole = kind === "integer" && /^-?\d+$/.test(value);
    return { value: whole ? Number(value) : value, title: title.join(" = ") || value };
  });
}

// An attribute as it is sent: what of it nobody sets is left out.
export function plain({ name, kind, title = "", unit = "", required = false, codes = [] }) {
  return { name, kind, title: title ?? "", unit: unit ?? "", required: Boolean(required), codes: codes.map((one) => ({ value: one.value, title: one.title })) };
}

// Who reads, as the form's choice; roles are a choice of their own.
export function readOf({ permissions }) {
  return typeof permissions.read === "string" ? permissions.read : "roles";
}

// Permissions of the choice and of the roles that are ticked, in the order in which the API tells them.
export function permissionsOf(choice, readers, editors) {
  return { read: choice === "roles" ? [...readers].sort() : choice, edit: [...editors].sort() };
}

export function sorted({ read, edit }) {
  return permissionsOf(typeof read === "string" ? read : "roles", typeof read === "string" ? [] : read, edit);
}
