// Browser tests run on the built site. `cargo xtask test` builds and serves it and says where it is and which browser to use;
// alone, `npx playwright test` starts `cargo xtask serve` itself and takes the Chromium of the system.
import { defineConfig } from "@playwright/test";

const site = process.env.SVCPATH_SITE ?? "http://127.0.0.1:8080/";

export default defineConfig({
  testDir: "tests/browser",
  outputDir: "target/browser-tests",
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    baseURL: site,
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    // Tests see each request and answer some themselves; offline.spec.ts lets the worker work.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: process.env.SVCPATH_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
  },
  webServer: process.env.SVCPATH_SITE
    ? undefined
    : { command: "cargo xtask serve", url: site, reuseExistingServer: true, timeout: 1_200_000 },
});
