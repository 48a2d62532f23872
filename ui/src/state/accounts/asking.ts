/** An administrator of the GitLab was asked to register Carrick; the Application ID is still to come. */
import { texts } from "../../texts";
import { act } from "../act";
import { moveFocus } from "../focus";
import { navigation } from "../navigation.svelte";
import type { Editor } from "./editor.svelte";
import { spot } from "./spot";

/** Keeps what stands in the form, without an Application ID, and leaves it. */
export async function askAdministrator(editor: Editor): Promise<void> {
  await editor.page.run(texts.administrator.noting, async () => {
    const { id, instance } = editor;
    const waiting = await act("ask_administrator", { id, instance, scopes: [...editor.scopes] });
    navigation.moved();
    editor.close();
    await moveFocus(spot.edit(waiting.id), spot.region(waiting.id));
  });
}
