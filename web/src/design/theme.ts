/** Light or dark: as the system has it, or as it was chosen here. */

export type Theme = "system" | "light" | "dark";

const place = "avatar-relay theme";

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(place);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(place);
  else localStorage.setItem(place, theme);
  wireTheme();
}

export function wireTheme(): void {
  const theme = chosenTheme();
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
