// Comforts of the login pages. Each page works without them: nothing here decides anything.

// Show and hide a password. The button is named by what it does next.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    const show = field.type === "password";
    field.type = show ? "text" : "password";
    button.textContent = show ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-label", show ? button.dataset.hideLabel : button.dataset.showLabel);
  });
}

// The server wants the password twice; where it can be looked at, once is enough for a person.
for (const repeat of document.querySelectorAll("[data-repeats]")) {
  if (repeat.offsetParent === null) {
    const { form, name } = repeat;
    const password = document.getElementById(repeat.dataset.repeats);
    repeat.closest(".vibe-repeat").remove();
    form.addEventListener("formdata", (event) => event.formData.set(name, password.value));
  }
}

for (const form of document.forms) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    // A second click must not send the form twice: the first has used up the session code, the second would show "page expired".
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    event.submitter?.setAttribute("aria-disabled", "true");

    for (const field of form.querySelectorAll("[data-reveal-field]")) {
      // Password managers save what they recognise as a password.
      field.type = "password";
    }
  });
  // A page from the back/forward cache is usable again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      sent = false;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    }
  });
}

// A picture that does not load goes, and what lies under it stays.
for (const picture of document.querySelectorAll("[data-or-nothing]")) {
  const go = () => picture.remove();
  picture.addEventListener("error", go);
  if (picture.complete && picture.naturalWidth === 0) {
    go();
  }
}

// The list of languages closes as any menu does.
const languages = document.querySelector(".vibe-languages");
if (languages) {
  document.addEventListener("click", (event) => {
    if (!languages.contains(event.target)) {
      languages.open = false;
    }
  });
  languages.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      languages.open = false;
      languages.querySelector("summary").focus();
    }
  });
}
