// What this browser keeps: the name of its place, the token that pairing gave it, whether it listens all the time, its voice.

const NAME = /^[a-z0-9]([a-z0-9 _-]{0,30}[a-z0-9])?$/;
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

function random(count) {
  return Array.from(crypto.getRandomValues(new Uint8Array(count)), (value) => LETTERS[value % LETTERS.length]).join("");
}

function item(key, fallback = "") {
  return {
    get: () => localStorage.getItem(`voice.${key}`) ?? fallback,
    set: (value) => (value ? localStorage.setItem(`voice.${key}`, value) : localStorage.removeItem(`voice.${key}`)),
  };
}

export const kept = Object.defineProperties({}, {
  name: item("name"),
  id: item("id"),
  token: item("token"),
  listens: item("listens"),
  voice: item("voice"),
});

const asked = new URLSearchParams(location.search).get("name");
if (asked && NAME.test(asked)) kept.name = asked;
kept.name ||= `browser ${random(4)}`;
kept.id ||= random(16);

// A name as the server takes it; "" for what cannot be made one.
export function named(text) {
  const plain = text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9 _-]+/g, "").replace(/\s+/g, " ");
  const name = plain.replace(/^[ _-]+/, "").slice(0, 32).replace(/[ _-]+$/, "");
  return NAME.test(name) ? name : "";
}

// A request to the server, with the token. Throws an error whose message is for people.
export async function ask(path, body) {
  const headers = kept.token ? { authorization: `Bearer ${kept.token}` } : {};
  const options = body ? { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) } : { headers };
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("The server cannot be reached.");
  }
  const said = await answer.json().catch(() => ({}));
  if (said.error) throw new Error(said.error);
  return said;
}
