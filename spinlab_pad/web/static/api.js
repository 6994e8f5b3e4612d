// Questions and commands to the server.

/** The answer of a GET as an object; throws an Error with the server's own reason. */
export async function get(path) {
  return settle(await fetch(path, { headers: { Accept: "application/json" } }));
}

/** Send a command; throws an Error with the reason when it is refused. */
export async function command(name, payload = {}) {
  const body = JSON.stringify({ ...payload, command: name });
  return settle(await fetch("/api/command", { method: "POST", headers: { "Content-Type": "application/json" }, body }));
}

/** Change something (PATCH); the answer is as of a GET. Throws an Error with the reason when it is refused. */
export async function patch(path, changes) {
  return settle(await fetch(path, { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify(changes) }));
}

async function settle(response) {
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.reason ?? response.statusText);
  return answer;
}

/** Load something again and again without overlap: calls while one is under way are joined into one more. */
export function reloader(load) {
  let busy = false;
  let again = false;
  return async function reload() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      await load();
    } finally {
      busy = false;
      if (again) {
        again = false;
        reload();
      }
    }
  };
}
