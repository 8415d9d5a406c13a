// What the consoles show of grants: what became of each, and a list of several.
import { element, opens } from "./elements.js";
import { lines } from "./grants-history.js";
import { moment } from "./grants-words.js";

/** Of all that we add to a console's page. */
export const ADDED = "vibe-grant";

export const removeAdded = () => document.querySelectorAll(`.${ADDED}`).forEach((old) => old.remove());

/** The names of apps by their client ids. Whatever has changed last comes first, and a client id can be that of another app by now. */
export const namesOf = (grants) => new Map(grants.toReversed().map(({ app }) => [app.clientId, app.name]));

/** Opens what became of one; `read` brings the grant with its history. */
export const history = (title, read, names, say) =>
  opens(
    title,
    async () => {
      const items = lines(await read(), names, say).map(({ at, what }) => {
        const time = element("time", "", moment(at));
        time.dateTime = at;
        return element("li", "", time, element("span", "", what));
      });
      return listed("ol", items);
    },
    say("vibe.grant.failed"),
  );

/** Several under a heading. */
export function section(id, title, histories) {
  const heading = element("h2", "pf-v5-c-title pf-m-xl", title);
  heading.id = `${id}-title`;
  const whole = element("section", `${ADDED} vibe-grants`, heading, listed("ul", histories.map((one) => element("li", "", one))));
  whole.id = id;
  whole.setAttribute("aria-labelledby", heading.id);
  return whole;
}

/** A list without marks, which is one to every screen reader all the same. */
function listed(name, items) {
  const list = element(name, "", ...items);
  list.setAttribute("role", "list");
  return list;
}

/**
 * Draws whenever the console shows something else; `state` says what it shows, "" while that is nothing for us. Of two that overtake each
 * other the later one holds: a drawing asks before it adds anything. Where it fails the console's page is as it was.
 */
export function follow(state, draw) {
  let shown = "";
  let turn = 0;
  const look = () => {
    const now = state();
    if (now !== shown) {
      shown = now;
      const mine = ++turn;
      if (now !== "") {
        draw(() => mine === turn).catch((error) => {
          if (mine === turn) {
            removeAdded();
          }
          console.warn(error);
        });
      }
    }
  };
  new MutationObserver(look).observe(document.getElementById("app"), { childList: true, subtree: true });
  look();
}
