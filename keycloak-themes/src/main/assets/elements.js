// Pieces of a page.

/** An element with classes, if any, and what is in it: text or other elements. */
export function element(name, classes, ...children) {
  const made = document.createElement(name);
  if (classes) {
    made.className = classes;
  }
  made.append(...children);
  return made;
}

/** A line of PatternFly's description list. */
export function group(classes, term, ...descriptions) {
  return element(
    "div",
    `pf-v5-c-description-list__group ${classes}`,
    element("dt", "pf-v5-c-description-list__term", element("span", "pf-v5-c-description-list__text", term)),
    ...descriptions.map((one) => {
      const text = element("div", "pf-v5-c-description-list__text", one);
      return element("dd", "pf-v5-c-description-list__description", text);
    }),
  );
}

/** What opens, with what is read only then; the title is a text or several pieces; `failed` is said where that cannot be. */
export function opens(title, read, failed) {
  const summary = element("summary", "", ...[title].flat());
  summary.dir = "auto";
  const whole = element("details", "vibe-history", summary);
  whole.addEventListener(
    "toggle",
    async () => {
      const status = saying();
      whole.append(status);
      try {
        status.replaceWith(await read());
      } catch {
        status.textContent = failed;
      }
    },
    { once: true },
  );
  return whole;
}

/** An empty place for what is read out as soon as something stands in it. */
export function saying() {
  const status = element("span", "vibe-said");
  status.setAttribute("role", "status");
  status.tabIndex = -1;
  return status;
}
