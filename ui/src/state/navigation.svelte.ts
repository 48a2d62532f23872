/** Where the person is. */
export type Page = "account" | "profile";
export type ProfileSection = "profile" | "integrations";

class Navigation {
  page = $state<Page>("account");
  section = $state<ProfileSection>("profile");
}

export const navigation = new Navigation();
