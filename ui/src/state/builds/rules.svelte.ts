/** All rules, as they are listed. */
import type { BuildRule } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { Questions } from "../question.svelte";

class Rules {
  all = $state.raw<readonly BuildRule[] | null>(null);
  readonly reading = new Action();
  readonly switching = new Action();
  readonly removing = new Questions({ goesOn: texts.rule.removeGoesOn });

  async read(): Promise<void> {
    await this.reading.run(texts.rule.reading, async () => {
      this.all = (await call("list_rules", null)).rules;
    });
  }

  async switch({ id, isOn }: BuildRule): Promise<void> {
    const busy = isOn ? texts.rule.switchingOff : texts.rule.switchingOn;
    if (await this.switching.run(busy, () => act("switch_rule", { id, isOn: !isOn }))) await this.read();
  }

  async remove({ id }: BuildRule): Promise<void> {
    await act("remove_rule", { id });
    await this.read();
  }
}

export const rules = new Rules();
