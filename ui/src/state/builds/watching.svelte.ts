/** What a person does about watching as a whole. */
import type { AfterSleep, BuildNotices } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { builds } from "../builds";
import { list } from "./list.svelte";

class Watching {
  readonly reading = new Action();
  readonly pausing = new Action();
  readonly service = new Action();
  readonly looking = new Action();
  readonly notices = new Action();
  readonly afterSleep = new Action();

  async read(): Promise<void> {
    await this.reading.run(texts.buildSettings.reading, () => builds.read());
  }

  pause(): Promise<boolean> {
    return this.pausing.run(texts.builds.pausing, () => act("pause_builds", null));
  }

  resume(): Promise<boolean> {
    return this.pausing.run(texts.builds.resuming, () => act("resume_builds", null));
  }

  watchAlways(on: boolean): Promise<boolean> {
    const busy = on ? texts.builds.settingUpService : texts.buildSettings.stopping;
    return this.service.run(busy, () => act("watch_when_closed", { on }));
  }

  async look(): Promise<void> {
    if (await this.looking.run(texts.builds.lookingNow, () => call("look_at_builds", null))) list.visit();
  }

  setNotices(notices: BuildNotices): Promise<boolean> {
    return this.notices.run(texts.buildSettings.noticesBusy, () => act("set_build_notices", { notices }));
  }

  setAfterSleep(afterSleep: AfterSleep): Promise<boolean> {
    return this.afterSleep.run(texts.buildSettings.afterSleepBusy, () => act("set_after_sleep", { afterSleep }));
  }
}

export const watching = new Watching();
