use crate::edit::Refusal;

pub(in crate::wording) fn refusal(what: &Refusal) -> String {
    match what {
        Refusal::NotWritten => "В манифестах этого нет, менять нечего.".into(),
        Refusal::BehindAlias { line, .. } => {
            format!("Строка {line} берёт это из якоря в другом месте; измените там: якорем пользуются и другие строки.")
        }
        Refusal::Anchored { line, .. } => {
            format!(
                "У этого места есть якорь, и строка {line} берёт значение оттуда, так что изменилась бы и она; измените его в тексте."
            )
        }
        Refusal::BlockScalar { line, .. } => {
            format!("В строке {line} текст из нескольких строк; измените его в тексте.")
        }
        Refusal::OtherShape { path } => format!("{path} записан значением другого вида."),
        Refusal::NotScalable { kind } => format!("У {kind} нет числа реплик."),
        Refusal::NotConnectable { from, to } => format!("{from} не ведёт к {to}."),
        Refusal::OtherNamespace { from, to } => {
            format!("Пространства имён разные, {from} и {to}, а такая связь не выходит за пределы своего.")
        }
        Refusal::BadName { name } => format!(
            "«{name}» не годится как имя в Kubernetes: нужны строчные латинские буквы, цифры и дефисы, по краям буква или цифра."
        ),
        Refusal::NameTaken { name } => format!("Имя {name} уже занято другим объектом этого вида."),
        Refusal::LastNode { name } => {
            format!("{name} — единственный узел. В манифестах его нет, а без узлов кластера не бывает.")
        }
        Refusal::NoObject => "В том, что вставляется, нет объекта Kubernetes.".into(),
        Refusal::OneObject => "В этом файле JSON один объект, второму нет места; выберите другой файл.".into(),
        Refusal::Unsafe { line, .. } => {
            format!("Текст у строки {line} записан так, что это изменение его сломает; измените его в тексте.")
        }
    }
}
