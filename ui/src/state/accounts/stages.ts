/** The words of the stages of one sign-in. */
import type { SignIn, Stage } from "../../ipc/bindings";
import { texts } from "../../texts";

type Words = Record<Stage, string>;

/** `byHand`: its address could not be copied. */
export function stagesOf({ elsewhere, links }: SignIn, byHand = false): Words {
  const words: Words = { ...texts.waiting.stages };
  if (elsewhere) words.asking = byHand ? texts.waiting.elsewhereByHand : texts.waiting.elsewhere;
  // Of somebody who only signs in nothing is kept.
  if (!links) words.saving = texts.waiting.signingIn;
  return words;
}
