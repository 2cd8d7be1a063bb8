// Passkeys: a form with data-passkey asks the device, puts its answer into the field `credential` and is sent.
//   create    a new passkey; data-options holds what the server asks for
//   get       a passkey of a known member; data-options likewise
//   sign-in   a passkey of whoever it is; the options are fetched when the button is pressed
const WORDS = { InvalidStateError: "known" };
const works = window.isSecureContext && "credentials" in navigator && "PublicKeyCredential" in window;

const toBytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
};

const toText = (buffer) => {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

const withIds = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function create({ publicKey }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withIds(publicKey.excludeCredentials),
    },
  });
  return told(made, {
    attestationObject: toText(made.response.attestationObject),
    clientDataJSON: toText(made.response.clientDataJSON),
    transports: made.response.getTransports ? made.response.getTransports() : [],
  });
}

async function get({ publicKey }) {
  const found = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: withIds(publicKey.allowCredentials) },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  return told(found, {
    authenticatorData: toText(authenticatorData),
    clientDataJSON: toText(clientDataJSON),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  });
}

const told = (credential, response) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment,
  clientExtensionResults: credential.getClientExtensionResults(),
  response,
});

async function asked(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

function say(form, which) {
  for (const one of form.querySelectorAll("[data-passkey-problem]")) one.hidden = one.dataset.passkeyProblem !== which;
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const button = form.querySelector("button[type=submit]");
  if (!works) {
    say(form, "missing");
    continue;
  }
  form.hidden = button.disabled = false; // without this script they would send nothing
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    say(form, "");
    try {
      const answer = await (form.dataset.passkey === "create" ? create : get)(await asked(form));
      form.elements.credential.value = JSON.stringify(answer);
      const remember = document.querySelector("[name=remember]");
      if (form.elements.remember) form.elements.remember.value = remember?.checked ? "on" : "";
      form.submit();
    } catch (error) {
      say(form, WORDS[error.name] || "refused");
      button.disabled = false;
    }
  });
}
