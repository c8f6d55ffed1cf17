// Somebody whose access cookie has just run out is sent here: ask for a new one before asking for
// the password. A wrong password (data-said) means that somebody is signing in; leave them alone.
const form = document.querySelector("form.sign-in");

if (form && !form.dataset.said && new URLSearchParams(location.search).has("next")) {
  const answer = await fetch("/v1/auth/refresh", { method: "POST" });
  if (answer.ok) location.replace(form.dataset.following);
}
