// Makes a passkey (https://www.w3.org/TR/webauthn-3/). Where the browser cannot, the page stays as it came: a password does as well.
const form = document.getElementById("register");

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const base64url = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
// What the realm's policy leaves open, the browser decides.
const said = (value) => (value === "not specified" || value === "" ? undefined : value);

const options = ({ challenge, user, name, rp, rpName, algorithms, attestation, attachment, residentKey, verification, timeout, exclude }) => ({
  challenge: bytes(challenge),
  rp: { id: rp, name: rpName },
  user: { id: bytes(user), name, displayName: name },
  pubKeyCredParams: (algorithms || "-7").split(" ").map((alg) => ({ type: "public-key", alg: Number(alg) })),
  authenticatorSelection: {
    authenticatorAttachment: said(attachment),
    residentKey: said(residentKey),
    requireResidentKey: residentKey === "required",
    userVerification: said(verification),
  },
  attestation: said(attestation),
  timeout: Number(timeout) > 0 ? Number(timeout) * 1000 : undefined,
  excludeCredentials: exclude.split(",").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) })),
});

const send = ({ rawId, response, authenticatorAttachment }) => {
  const { clientDataJSON, attestationObject, publicKeyCredentialId, authenticatorLabel, transports } = form.elements;
  clientDataJSON.value = base64url(response.clientDataJSON);
  attestationObject.value = base64url(response.attestationObject);
  publicKeyCredentialId.value = base64url(rawId);
  transports.value = response.getTransports?.().join() ?? "";
  form.elements.authenticatorAttachment.value = authenticatorAttachment ?? "";
  // Told apart by their time: no two of a person may have the same name.
  authenticatorLabel.value = `${form.dataset.label}, ${new Date().toLocaleString(document.documentElement.lang)}`;
  form.requestSubmit();
};

if (form && globalThis.PublicKeyCredential) {
  const failed = document.getElementById("vibe-passkey-failed");
  const button = document.getElementById("registerWebAuthn");
  const instead = document.getElementById("vibe-instead");
  document.getElementById("vibe-passkey").hidden = false;
  document.getElementById("vibe-passkey-cannot")?.remove();
  if (instead && !("keep" in instead.dataset)) {
    instead.open = false;
  }
  button.addEventListener("click", async () => {
    // A second tap would take the first one's question away.
    if (button.ariaDisabled === "true") {
      return;
    }
    button.ariaDisabled = "true";
    failed.hidden = true;
    try {
      send(await navigator.credentials.create({ publicKey: options(form.dataset) }));
    } catch {
      failed.hidden = false;
      button.ariaDisabled = null;
    }
  });
}
