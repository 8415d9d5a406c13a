// The console's own messages and dates, in the language that it is shown in.
import { consoleType, environment, keycloakUrl } from "./environment.js";

let language = environment.locale;
let messages;

addEventListener("languageChanged", ({ detail }) => speak(detail.language));

export const spoken = () => language;

/** From now on in this language. */
export function speak(now) {
  if (now !== language) {
    language = now;
    messages = undefined;
  }
}

/**
 * A function from a key, and what goes into the message's {0}, {1}..., to words. What goes in keeps its own direction in a sentence of
 * another (Unicode's isolates).
 */
export async function words() {
  messages ??= await load(language);
  const known = messages;
  return (key, ...parts) => (known.get(key) ?? key).replace(/\{(\d)\}/g, (_, place) => `\u2068${parts[place] ?? ""}\u2069`);
}

async function load(of) {
  const answer = await fetch(`${keycloakUrl}/resources/${encodeURIComponent(environment.realm)}/${consoleType}/${of}`);
  if (!answer.ok) {
    throw new Error(`messages: ${answer.status}`);
  }
  return new Map((await answer.json()).map(({ key, value }) => [key, value]));
}

/** A moment as people of that language write it. */
export const moment = (time) =>
  new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(time));

/** Several things in a row, as people of that language write it. */
export const several = (texts) => new Intl.ListFormat(language, { type: "unit" }).format(texts);
