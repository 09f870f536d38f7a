// Questions to the server; addresses are relative, so that they hold the token of this page.

export class Refused extends Error {
  constructor(status, told) {
    super(told.message || String(status));
    this.status = status;
    this.slug = told.slug;
  }
}

async function answer(response) {
  if (response.ok) return response.json();
  throw new Refused(response.status, await response.json().catch(() => ({})));
}

export const get = async (path) => answer(await fetch(`api/documents${path}`, { cache: "no-store" }));

export const post = async (path, body) =>
  answer(
    await fetch(`api/documents${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );

export const pictureOf = (key, page) => `api/documents/${key}/pages/${page}.jpg`;
export const fileOf = (key, name) => `api/documents/${key}/files/${encodeURIComponent(name)}`;
