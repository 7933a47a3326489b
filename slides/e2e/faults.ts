/** Everything that a page complains of: errors, warnings, violations of its policy. */
import type { Page } from '@playwright/test'

/** Sentences, in their order. */
export type Faults = readonly string[]

/** To be called before the page goes anywhere. */
export async function watchFaults(page: Page): Promise<Faults> {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`${error.name}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  // The console says these too, but only where somebody has not turned them into reports.
  await page.exposeFunction('reportViolation', (sentence: string) => void faults.push(sentence))
  await page.addInitScript(() => {
    const { reportViolation } = window as unknown as { reportViolation: (sentence: string) => void }
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      reportViolation(`The policy ${violatedDirective} is violated by ${blockedURI}.`),
    )
  })
  return faults
}
