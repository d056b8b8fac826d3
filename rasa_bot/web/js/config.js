// What the server says about itself: mode, demo people, neighbourhoods, limits.

const PAUSES_MS = [500, 1000, 2000, 4000, 8000];

/**
 * @typedef {{mode: "development" | "production", people: import("./person.js").Person[],
 *   neighbourhoods: import("./place.js").Neighbourhood[], max_chars: number}} Config
 */

/**
 * Asks until it is answered: without it the page can talk, but knows no neighbourhoods.
 *
 * @returns {Promise<Config>}
 */
export async function loadConfig() {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await fetch("/chat/config.json", { cache: "no-store" });
      if (answer.ok) return await answer.json();
    } catch {
      // The server is away or speaks nonsense: asked again below.
    }
    await new Promise((wake) => setTimeout(wake, PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]));
  }
}
