/** A set-up that somebody was handed: what the person answers to it. */
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { moveFocus } from "../focus";
import { navigation } from "../navigation.svelte";
import { added } from "./outcomes.svelte";
import { spot } from "./spot";

export const adding = new Action();
export const dismissing = new Action();

class Hidden {
  /** The proposal that the person has left: it goes from the screen at once, and from the program when it is told. */
  number = $state<number | null>(null);
}
export const left = new Hidden();

/** Adds what is proposed, and goes where it can be linked. */
export async function addProposed(number: number): Promise<void> {
  await adding.run(texts.proposal.adding, async () => {
    const { id } = await act("add_proposed", { number });
    added.add(id);
    if (navigation.page !== "account") navigation.page = "account";
    navigation.tab = "integrations";
    await moveFocus(spot.link(id), spot.region(id));
  });
}

/** Leaves it. What is being added already goes on. */
export async function dismissProposal(number: number): Promise<void> {
  left.number = number;
  await dismissing.run(texts.proposal.dismissing, () => act("dismiss_proposal", { number }));
}
