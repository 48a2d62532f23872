/** The integrations, what hangs on them, and what a browser answered to nobody. */
import type { Accounts, Integration, UiError } from "../../ipc/bindings";
import { Told } from "../told.svelte";

class ToldAccounts extends Told<Accounts> {
  #dismissedStray = $state.raw<string | null>(null);

  override take(told: Accounts): boolean {
    const taken = super.take(told);
    if (taken && told.strayCallback === null) this.#dismissedStray = null;
    return taken;
  }

  get integrations(): readonly Integration[] {
    return this.current?.integrations ?? [];
  }

  /** Whether an account is linked, and nothing about linking is to be told or waited for. */
  get isSetUp(): boolean {
    const isAtRest = this.integrations.every(({ signIn, notice }) => signIn === null && notice === null);
    return isAtRest && this.integrations.some(({ links }) => links.length > 0);
  }

  integration(id: number | null): Integration | null {
    return this.integrations.find((integration) => integration.id === id) ?? null;
  }

  /** The stray callback to tell of, unless it was dismissed here. */
  get stray(): UiError | null {
    const stray = this.current?.strayCallback ?? null;
    return stray && JSON.stringify(stray) !== this.#dismissedStray ? stray : null;
  }

  dismissStray(): void {
    this.#dismissedStray = JSON.stringify(this.current?.strayCallback ?? null);
  }
}

export const accounts = new ToldAccounts();
