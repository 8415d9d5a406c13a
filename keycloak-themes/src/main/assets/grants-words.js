// The account page's own messages and dates, in the language that it is shown in.
const environment = JSON.parse(document.getElementById("environment").textContent);
let language = environment.locale;
let loaded;

addEventListener("languageChanged", ({ detail }) => {
  language = detail.language;
  loaded = undefined;
});

/** A function from a key, and what goes into the message's {0}, {1}..., to words. */
export async function words() {
  loaded ??= load(language);
  const messages = await loaded;
  return (key, ...parts) => (messages.get(key) ?? key).replace(/\{(\d)\}/g, (_, place) => parts[place] ?? "");
}

async function load(of) {
  const base = environment.serverBaseUrl.replace(/\/$/, "");
  const answer = await fetch(`${base}/resources/${encodeURIComponent(environment.realm)}/account/${of}`);
  return new Map((await answer.json()).map(({ key, value }) => [key, value]));
}

/** A moment as people of that language write it. */
export const moment = (time) =>
  new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(time));
