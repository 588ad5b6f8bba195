//! What stands on a page, and what a person would do with it.

use serde::Deserialize;

/// Numbers what can be filled in or clicked, and tells what it is.
pub(crate) const LOOK: &str = r"(() => {
  const visible = (el) => {
    const box = el.getBoundingClientRect(), style = getComputedStyle(el);
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.display !== 'none' && !el.disabled;
  };
  const label = (el) => {
    const parts = [el.name, el.id, el.placeholder, el.getAttribute('aria-label'), el.autocomplete];
    for (const one of el.labels || []) parts.push(one.innerText);
    return parts.filter(Boolean).join(' ').toLowerCase();
  };
  const form = (el) => [...document.forms].indexOf(el.form || el.closest('form'));
  const never = ['checkbox', 'radio', 'hidden', 'submit', 'button', 'file', 'range', 'color', 'search', 'date'];
  const fields = [...document.querySelectorAll('input, textarea, [contenteditable=true], [role=textbox]')]
    .filter(visible).filter((el) => !never.includes(el.type));
  const buttons = [...document.querySelectorAll('button, input[type=submit], a, [role=button]')].filter(visible);
  // What was numbered before and is hidden now must not be found under a number of today.
  document.querySelectorAll('[data-conformance]').forEach((el) => el.removeAttribute('data-conformance'));
  [...fields, ...buttons].forEach((el, at) => el.setAttribute('data-conformance', at));
  const at = (el) => Number(el.getAttribute('data-conformance'));
  const words = (el) => [el.innerText, el.value, el.getAttribute('aria-label'), el.title].filter(Boolean).join(' ');
  return {
    url: location.href,
    text: document.body ? document.body.innerText.slice(0, 50000) : '',
    fields: fields.map((el) => ({ at: at(el), label: label(el), kind: el.type || 'text', form: form(el), empty: !(el.value || el.textContent) })),
    buttons: buttons.map((el) => ({ at: at(el), text: words(el).trim().toLowerCase().slice(0, 80), form: form(el), submit: el.type === 'submit' })),
  };
})()";

/// The page at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Look {
    pub(crate) url: String,
    pub(crate) text: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) buttons: Vec<Button>,
}

/// Something to be filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Field {
    pub(crate) at: u32,
    pub(crate) label: String,
    pub(crate) kind: String,
    pub(crate) form: i32,
    pub(crate) empty: bool,
}

/// Something to be clicked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Button {
    pub(crate) at: u32,
    pub(crate) text: String,
    pub(crate) form: i32,
    pub(crate) submit: bool,
}

/// Words on buttons and links.
pub(crate) const SIGN_UP: &[&str] =
    &["sign up", "signup", "register", "create account", "create an account", "get started", "join"];
pub(crate) const SIGN_IN: &[&str] = &["sign in", "signin", "log in", "login"];
pub(crate) const ADD: &[&str] = &["add", "new task", "new todo", "create", "+", "save"];
pub(crate) const SEND: &[&str] = &["send", "submit", "➤", "→"];
const TASK: &[&str] = &["task", "todo", "title", "what is to be done", "what needs", "to do"];
const CHAT: &[&str] = &["message", "messages", "chat", "chatbot", "ask", "prompt", "assistant"];

impl Look {
    /// The form in which a password is asked for.
    pub(crate) fn password_form(&self) -> Option<i32> {
        self.fields.iter().find(|field| field.kind == "password").map(|field| field.form)
    }

    /// What to type into each field of the form, by the number of the field.
    pub(crate) fn credentials(
        &self,
        form: i32,
        email: &str,
        user: &str,
        password: &str,
    ) -> Vec<(u32, String)> {
        let value = |field: &Field| {
            let label = &field.label;
            match field.kind.as_str() {
                "password" => Some(password),
                "email" => Some(email),
                _ if label.contains("mail") => Some(email),
                _ if label.contains("user") || label.contains("login") => Some(user),
                _ if label.contains("name") => Some("Robin Example"),
                _ => None,
            }
        };
        let here = self.fields.iter().filter(|field| field.form == form && field.empty);
        here.filter_map(|field| Some((field.at, value(field)?.to_owned()))).collect()
    }

    /// The button with one of the words, inside the form first.
    pub(crate) fn button(&self, words: &[&str], form: Option<i32>) -> Option<u32> {
        let says = |button: &&Button| words.iter().any(|word| button.text.contains(word));
        let inside =
            self.buttons.iter().filter(|button| form == Some(button.form) && button.form >= 0).find(says);
        let exact = |button: &&Button| words.iter().any(|word| button.text == *word);
        inside
            .or_else(|| self.buttons.iter().find(exact))
            .or_else(|| self.buttons.iter().find(says))
            .map(|button| button.at)
    }

    /// The button that sends the form, whatever it says.
    pub(crate) fn submit(&self, words: &[&str], form: i32) -> Option<u32> {
        let inside = |button: &&Button| button.form == form && form >= 0;
        let says = |button: &&Button| words.iter().any(|word| button.text.contains(word));
        let mut here = self.buttons.iter().filter(inside);
        let named = here.clone().find(says);
        named.or_else(|| here.find(|button| button.submit)).map(|button| button.at)
    }

    /// The field for a new task.
    pub(crate) fn task_field(&self) -> Option<&Field> {
        let says = |field: &&Field| is_text(field) && !field.is_for_chat();
        self.fields.iter().filter(says).find(|field| TASK.iter().any(|word| field.label.contains(word)))
    }

    /// The field for a chat message.
    pub(crate) fn chat_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| is_text(field) && field.is_for_chat())
    }
}

impl Field {
    /// Whole words only: a task is nothing to ask.
    fn is_for_chat(&self) -> bool {
        self.label.split(|letter: char| !letter.is_alphanumeric()).any(|word| CHAT.contains(&word))
    }
}

fn is_text(field: &Field) -> bool {
    !matches!(field.kind.as_str(), "password" | "email")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(at: u32, kind: &str, label: &str, form: i32) -> Field {
        Field { at, kind: kind.into(), label: label.into(), form, empty: true }
    }

    fn button(at: u32, text: &str, form: i32) -> Button {
        Button { at, text: text.into(), form, submit: form >= 0 }
    }

    #[test]
    fn a_form_with_two_buttons_is_used_for_both() {
        let look = Look {
            fields: vec![field(0, "email", "e-mail", 0), field(1, "password", "password", 0)],
            buttons: vec![button(2, "sign in", 0), button(3, "sign up", 0), button(4, "sign up now", -1)],
            ..Look::default()
        };
        assert_eq!(look.password_form(), Some(0));
        assert_eq!((look.submit(SIGN_IN, 0), look.submit(SIGN_UP, 0)), (Some(2), Some(3)));
        assert_eq!(look.credentials(0, "a@b", "a", "p"), [(0, "a@b".into()), (1, "p".into())]);
    }

    #[test]
    fn task_and_chat_are_told_apart() {
        let look = Look {
            fields: vec![
                field(0, "text", "title-field title what is to be done? off new task", 0),
                field(1, "text", "message add buy tea to my list", 1),
            ],
            ..Look::default()
        };
        assert_eq!(look.task_field().map(|field| field.at), Some(0));
        assert_eq!(look.chat_field().map(|field| field.at), Some(1));
    }
}
