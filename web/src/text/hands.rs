//! Words that only those read who use the page: they come with the second half of the code.

use svcpath_core::lang::Lang;

use crate::link::Broken;

#[derive(Debug)]
pub(crate) struct Hands {
    pub(crate) add: &'static str,
    pub(crate) client: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) duplicate: &'static str,
    pub(crate) replica_less: &'static str,
    pub(crate) replica_more: &'static str,
    pub(crate) add_file: &'static str,
    pub(crate) close_file: &'static str,
    pub(crate) files: &'static str,
    pub(crate) open_files: &'static str,
    pub(crate) keep_one: &'static str,
    pub(crate) keep_each: &'static str,
    pub(crate) keep_file: &'static str,
    pub(crate) keep_scenario: &'static str,
    pub(crate) share_link: &'static str,
    pub(crate) share_markdown: &'static str,
    pub(crate) embed: &'static str,
    /// Of HTML, Markdown and a frame: where they go.
    pub(crate) embed_forms: [&'static str; 3],
    /// At their address, and within.
    pub(crate) embed_manifests: [&'static str; 2],
    pub(crate) embed_fetches: &'static str,
    pub(crate) back: &'static str,
    pub(crate) height: &'static str,
    pub(crate) auto_height: &'static str,
    pub(crate) start_step: &'static str,
    pub(crate) snippet: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) export_svg: &'static str,
    pub(crate) export_png: &'static str,
    /// Of manifests, a test and the steps: the entry, what it gives, and the other way to have it.
    pub(crate) export_texts: [[&'static str; 3]; 3],
    pub(crate) downloaded: fn(&str) -> String,
    /// A width and a height.
    pub(crate) pixels: fn(u32, u32) -> String,
    /// Of a picture of such a size.
    pub(crate) too_large: fn(&str) -> String,
    pub(crate) not_drawn: &'static str,
    pub(crate) masked: fn(usize) -> String,
    pub(crate) kept_masked: &'static str,
    pub(crate) long_link: fn(usize) -> String,
    /// Links that cannot be read: of another form, damaged, too large, and where what reads them is not to be had.
    pub(crate) broken: [&'static str; 4],
    pub(crate) move_left: &'static str,
    pub(crate) move_right: &'static str,
    pub(crate) drain: &'static str,
    pub(crate) uncordon: &'static str,
    /// Of a pod, the address that was, the one that is, and its node.
    pub(crate) new_pod: fn(&str, &str, &str, &str) -> String,
    /// Of a pod, and the address that was.
    pub(crate) no_node: fn(&str, &str) -> String,
    pub(crate) more_pods: fn(usize) -> String,
    pub(crate) on_node: &'static str,
    pub(crate) lead_to: &'static str,
    pub(crate) by_default: &'static str,
    /// What is to be entered for another key of a map, and that it was not.
    pub(crate) new_key: &'static str,
    pub(crate) key_and_value: &'static str,
    /// What a value waits for before it is written.
    pub(crate) waits: fn(&str) -> String,
    /// One more entry of such a list.
    pub(crate) one_more: fn(&str) -> String,
    /// Before the objects that a Service, an Ingress or a policy can lead to.
    pub(crate) ready: &'static str,
    pub(crate) draw: &'static str,
    pub(crate) gallery: &'static str,
    /// Its name, and what it is for.
    pub(crate) handbook: [&'static str; 2],
    /// Where there is nothing yet, beside drawing.
    pub(crate) paste_here: &'static str,
    pub(crate) drop_here: &'static str,
}

impl Hands {
    pub(crate) fn broken(&self, why: Broken) -> &'static str {
        let [form, damaged, large, unreachable] = self.broken;
        match why {
            Broken::Form => form,
            Broken::Damaged => damaged,
            Broken::TooLarge => large,
            Broken::Unreachable => unreachable,
        }
    }

    pub(crate) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &EN,
            Lang::Ru => &RU,
        }
    }
}

static EN: Hands = Hands {
    add: "Add to the cluster",
    client: "Client",
    delete: "Delete",
    duplicate: "Duplicate",
    replica_less: "One replica less",
    replica_more: "One replica more",
    add_file: "New file",
    close_file: "Close this file",
    files: "Files: open, download",
    open_files: "Open files…",
    keep_one: "Download as one file",
    keep_each: "Download every file",
    keep_file: "Download",
    keep_scenario: "Download as a scenario (with request, moment and view)",
    share_link: "Copy a link to all of this",
    share_markdown: "Copy a Markdown link",
    embed: "Embed in a page…",
    embed_forms: [
        "For a page that runs scripts: an element that loads when it comes into view.",
        "For Markdown that lets HTML through, as that of most handbooks and blogs.",
        "For places that allow no script.",
    ],
    embed_manifests: ["at their address", "in the snippet"],
    embed_fetches: "Your page fetches the manifests. If it stands on another site, this one must allow that (CORS).",
    back: "Back",
    height: "Height",
    auto_height: "auto",
    start_step: "First step",
    snippet: "Snippet",
    copy: "Copy",
    export_svg: "Sharp at any size",
    export_png: "For slides and chats",
    export_texts: [
        ["YAML", "The manifests as they are now", "Copy the YAML"],
        ["Copy as a test", "A scenario for svcpath test", "Download the test"],
        ["Copy the hops", "A table in Markdown", "Download the hops"],
    ],
    downloaded: |file| format!("Downloaded as {file}."),
    pixels: |width, height| format!("{width} × {height} pixels"),
    too_large: |size| format!("{size} are more than a browser can draw. Take fewer, or SVG."),
    not_drawn: "The browser could not draw it. Take SVG.",
    masked: |count| match count {
        1 => "1 value (of a Secret, or env) is masked in it.".to_owned(),
        count => format!("{count} values (of Secrets, or env) are masked in it."),
    },
    kept_masked: "Values of Secrets or env were masked when this was kept in the browser: *** stands in their place.",
    long_link: |size| format!("It is {size} KB long. Some tools cut links of more than 8 KB."),
    broken: [
        "this link was made by another version of svcpath",
        "the link is damaged: it may have been cut on its way",
        "the link holds more than 4 MB",
        "what reads links could not be loaded",
    ],
    move_left: "Move to the left",
    move_right: "Move to the right",
    drain: "Drain",
    uncordon: "Uncordon",
    new_pod: |pod, from, to, node| format!("{pod}: {from} → {to} on {node}, a new pod"),
    no_node: |pod, from| format!("{pod}: {from} is gone, and no node takes a new pod"),
    more_pods: |count| if count == 1 { "1 more pod is new".to_owned() } else { format!("{count} more pods are new") },
    on_node: "on node",
    lead_to: "connects with",
    by_default: "default",
    new_key: "key=value",
    key_and_value: "A key and its value are wanted, such as app=web.",
    waits: |lacks| format!("Written as soon as {lacks} is said as well."),
    one_more: |list| format!("One more of {list}"),
    ready: "ready",
    draw: "Draw",
    gallery: "Gallery",
    handbook: ["Handbook", "First steps, the ways in, and all that is modelled."],
    paste_here: "Paste",
    drop_here: "Drop the manifests here",
};

static RU: Hands = Hands {
    add: "Добавить в кластер",
    client: "Клиент",
    delete: "Удалить",
    duplicate: "Создать копию",
    replica_less: "Одной репликой меньше",
    replica_more: "Одной репликой больше",
    add_file: "Новый файл",
    close_file: "Закрыть файл",
    files: "Файлы: открыть, скачать",
    open_files: "Открыть файлы…",
    keep_one: "Скачать одним файлом",
    keep_each: "Скачать все файлы",
    keep_file: "Скачать",
    keep_scenario: "Скачать как сценарий (с запросом, состоянием и видом)",
    share_link: "Скопировать ссылку на всё это",
    share_markdown: "Скопировать ссылку в Markdown",
    embed: "Вставить на страницу…",
    embed_forms: [
        "Для страницы, где работают скрипты: элемент загрузится, когда до него долистают.",
        "Для Markdown, который пропускает HTML, как в большинстве справочников и блогов.",
        "Для мест, где скрипты запрещены.",
    ],
    embed_manifests: ["по адресу", "в самом коде"],
    embed_fetches: "Манифесты загрузит ваша страница. Если она на другом сайте, этот сайт должен разрешить запрос (CORS).",
    back: "Назад",
    height: "Высота",
    auto_height: "авто",
    start_step: "Первый шаг",
    snippet: "Код",
    copy: "Скопировать",
    export_svg: "Чёткая в любом размере",
    export_png: "Для слайдов и чатов",
    export_texts: [
        ["YAML", "Манифесты, как они есть сейчас", "Скопировать YAML"],
        ["Скопировать как тест", "Сценарий для svcpath test", "Скачать тест"],
        ["Скопировать переходы", "Таблица в Markdown", "Скачать переходы"],
    ],
    downloaded: |file| format!("Скачано: {file}."),
    pixels: |width, height| format!("{width} × {height} пикселей"),
    too_large: |size| format!("{size} — больше, чем браузер может нарисовать. Выберите меньше или SVG."),
    not_drawn: "Браузер не смог это нарисовать. Выберите SVG.",
    masked: |count| format!("Скрыто значений (Secret, env): {count}."),
    kept_masked: "Браузер хранит работу без значений Secret и env: на их месте стоит ***.",
    long_link: |size| format!("В ней {size} КБ. Некоторые программы обрезают ссылки длиннее 8 КБ."),
    broken: [
        "ссылка сделана другой версией svcpath",
        "ссылка повреждена: возможно, её обрезали по пути",
        "в ссылке больше 4 МБ",
        "не удалось загрузить то, что читает ссылки",
    ],
    move_left: "Переставить левее",
    move_right: "Переставить правее",
    drain: "Освободить",
    uncordon: "Вернуть в работу",
    new_pod: |pod, from, to, node| format!("{pod}: {from} → {to} на {node}, новый под"),
    no_node: |pod, from| format!("{pod}: {from} больше нет, и ни один узел не берёт новый под"),
    more_pods: |count| format!("Ещё новых подов: {count}"),
    on_node: "на узле",
    lead_to: "связать с",
    by_default: "как обычно",
    new_key: "ключ=значение",
    key_and_value: "Нужны ключ и значение, например app=web.",
    waits: |lacks| format!("Будет записано, когда появится {lacks}."),
    one_more: |list| format!("Ещё один элемент {list}"),
    ready: "готов",
    draw: "Рисовать",
    gallery: "Галерея",
    handbook: ["Справочник", "Первые шаги, пути в кластер и всё, что есть в модели. На английском."],
    paste_here: "Вставить",
    drop_here: "Отпустите манифесты здесь",
};
