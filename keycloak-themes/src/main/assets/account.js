// Repairs to Keycloak's account pages that no stylesheet can make: one title for all of them (WCAG 2.2, 2.4.2), controls without a name
// (4.1.2 and 2.5.3), and the mark's link, which leads to the administrators' console.
import { environment } from "./environment.js";

function repair() {
  document.querySelector(".pf-v5-c-masthead__brand")?.setAttribute("href", environment.baseUrl);

  const heading = document.querySelector("[data-testid=page-heading]")?.textContent.trim();
  if (heading) {
    document.title = `${heading} · Vibe`;
  }

  // A choice is named by its label and by what is chosen.
  for (const toggle of document.querySelectorAll("button.pf-v5-c-menu-toggle[id][aria-label]")) {
    const label = document.querySelector(`label[for="${CSS.escape(toggle.id)}"]`);
    if (label) {
      label.id ||= `${toggle.id}-label`;
      toggle.setAttribute("aria-labelledby", `${label.id} ${toggle.id}`);
      toggle.removeAttribute("aria-label");
    }
  }

  // An app's logo stands beside the app's name.
  for (const picture of document.querySelectorAll("img:not([alt])")) {
    picture.alt = "";
  }

  // Three dots are named by what they belong to: the person, or the row that they stand in.
  for (const dots of document.querySelectorAll("button.pf-v5-c-menu-toggle.pf-m-plain:not([aria-label], [aria-labelledby])")) {
    const owner = dots.closest(".pf-v5-c-masthead")
      ? document.querySelector("[data-testid=options-toggle]")
      : dots.closest(".pf-v5-c-data-list__item, section")?.querySelector(".pf-v5-c-data-list__cell, h1, h2, h3");
    const name = owner?.textContent.trim();
    if (name) {
      dots.setAttribute("aria-label", name);
    }
  }
}

repair();
new MutationObserver(repair).observe(document.getElementById("app"), { childList: true, subtree: true });
