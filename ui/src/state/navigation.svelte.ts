/** Where the person is. */
export type Page = "account" | "profile";
export type ProfileSection = "profile" | "integrations" | "git";

class Navigation {
  #page = $state<Page>("account");
  #section = $state<ProfileSection>("profile");
  /** How often the person went elsewhere; what the program puts on the page or takes off it does not count. */
  moves = 0;

  get page(): Page {
    return this.#page;
  }

  set page(page: Page) {
    this.moved();
    this.#page = page;
  }

  get section(): ProfileSection {
    return this.#section;
  }

  set section(section: ProfileSection) {
    this.moved();
    this.#section = section;
  }

  /** A part of the page was opened or closed by the person. */
  moved(): void {
    this.moves += 1;
  }
}

export const navigation = new Navigation();
