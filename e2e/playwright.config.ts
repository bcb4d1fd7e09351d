import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./templates.mjs";

// The program is started by whoever runs this (e2e/run.sh); BASE_URL says where it serves. One worker: the journeys of the
// newsroom write to one paper, and a machine that builds has no second browser to give.
export default defineConfig({
  testDir: "journeys",
  // A folder of its own: Playwright empties it at every start, and the logs of `./test` lie beside it.
  outputDir: "../test-results/browser",
  workers: Number(process.env.E2E_WORKERS ?? 1),
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: Number(process.env.E2E_TIMEOUT ?? 180_000),
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    baseURL: process.env.BASE_URL ?? "http://localhost:8080",
    browserName: "chromium",
    launchOptions: CHROMIUM,
    locale: "en-GB",
    timezoneId: "Europe/Madrid",
    viewport: { width: 1280, height: 900 },
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    trace: "off",
  },
});
