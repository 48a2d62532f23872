/** Your profile > Profile. */
import { describe, expect, it } from "vitest";
import { faults } from "../support/faults";
import { person } from "../support/people";
import { alice, bob, linked, overviewOf, states } from "../support/states";
import { signingIn } from "../support/ways";
import {
  alerts,
  button,
  field,
  hasFocus,
  inDialog,
  noButton,
  openWindow,
  screen,
  statuses,
  waitFor,
  words,
} from "../support/window";

const section = () => screen.getByRole("region", { name: "Accounts to sign in with" });
const main = () => words(screen.getByRole("main"));

describe("Profile", () => {
  it("changes the name, and says so", async () => {
    const { press, user, program } = await openWindow(states["peopleTwo"]!());
    await press("Your profile");
    await user.clear(field("Name"));
    await user.type(field("Name"), "Alice Moreau{Enter}");
    expect(program.requests("set_own_name"), "as typed").toEqual([{ name: "Alice Moreau" }]);
    await waitFor(() => expect(statuses(), "said").toContain("The name is saved."));
    expect(words(screen.getByRole("group", { name: "Who is signed in" })), "and shown").toContain("git acts for Alice Moreau");
  });

  it("tells beside the field of a name that can't be one, and keeps it", async () => {
    const { press, user } = await openWindow(states["linked"]!());
    await press("Your profile");
    await user.clear(field("Name"));
    await press("Save");
    await waitFor(() => expect(alerts()[0], "why").toContain("This can't be a name."));
    await hasFocus(() => field("Name"), "to be mended");
    expect(field("Name").value, "as it was typed").toBe("");
  });

  it.each([
    ["peopleTwo", "Administrator"],
    ["peopleMember", "Member"],
  ])("shows the role where there are others: %s", async (state, role) => {
    const { press } = await openWindow(states[state]!());
    await press("Your profile");
    expect(main(), "with what it may").toContain(`Role ${role} You`);
  });

  it("says that only the administrator who sets projects up needs a link", async () => {
    const { press } = await openWindow(states["linked"]!());
    await press("Your profile");
    expect(main(), "nobody links for nothing").toContain("only the administrator who does it needs one");
  });
});

describe("Accounts to sign in with", () => {
  it("takes a linked account, and lists it then", async () => {
    const { press, program } = await openWindow(states["linked"]!());
    await press("Your profile");
    await press("Sign in with @alice too");
    expect(program.requests("sign_in_with_link"), "by its link").toEqual([{ id: 11 }]);
    await waitFor(() => expect(words(section()), "listed").toContain("@alice on gitlab.com"));
    await hasFocus(section, "its button is gone");
    expect(noButton("Sign in with @alice too"), "no second time").toBe(true);
  });

  it("is taken once by a double click, and the next one is not pressed", async () => {
    const { press, user, program } = await openWindow(overviewOf([linked({ links: [alice(), bob()] })]));
    await press("Your profile");
    await user.dblClick(button("Sign in with @alice too"));
    await waitFor(() => expect(noButton("Sign in with @alice too"), "taken").toBe(true));
    expect(program.requests("sign_in_with_link"), "alone").toEqual([{ id: 11 }]);
  });

  it("removes one after asking, and says what the last one means", async () => {
    const { press, user, program } = await openWindow(signingIn());
    await press("Your profile");
    await press("Remove @alice on gitlab.com");
    expect(words(screen.getByRole("alertdialog")), "what it costs").toContain("you could not get in again");
    await hasFocus(() => inDialog("Cancel"), "nothing goes by Enter");
    await user.click(inDialog("Remove"));
    expect(program.requests("remove_sign_in_account"), "that one").toEqual([{ id: 21 }]);
    await waitFor(() => expect(noButton("Remove @alice on gitlab.com"), "gone").toBe(true));
  });

  it("names the host where two accounts have one username", async () => {
    const other = linked({ id: 2, instance: "https://git.example.org", host: "git.example.org", links: [alice({ id: 14 })] });
    const { press } = await openWindow(overviewOf([linked(), other], { people: [person()] }));
    await press("Your profile");
    expect(button("Sign in with @alice on git.example.org too"), "told apart").toBeTruthy();
  });

  it.each(["linked", "fresh", "peopleTwo", "peopleMember"])("of %s stands in the way of nobody", async (state) => {
    const { press } = await openWindow(states[state]!());
    await press("Your profile");
    expect(await faults(document.body), "axe finds nothing").toEqual([]);
  });
});
