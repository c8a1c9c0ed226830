//! Reading what the command line names: files, folders, standard input.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use svcpath_core::text::File;

use crate::Unusable;

const EXTENSIONS: [&str; 3] = ["yaml", "yml", "json"];

/// The files that one argument means: itself, every manifest below a folder, or standard input for `-`.
pub(crate) fn read(path: &str) -> Result<Vec<File>, Unusable> {
    if path == "-" {
        return Ok(vec![File { name: "<stdin>".into(), text: read_stdin()? }]);
    }
    let paths = expand(Path::new(path))?;
    paths.iter().map(|path| read_file(path)).collect()
}

/// The paths of the files that a path means, sorted: itself, or every manifest below a folder.
pub(crate) fn expand(path: &Path) -> Result<Vec<PathBuf>, Unusable> {
    let unreadable = |error: &io::Error| Unusable(format!("{}: {}", path.display(), sentence(error)));
    if !fs::metadata(path).map_err(|error| unreadable(&error))?.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    collect(path, &mut files).map_err(|error| unreadable(&error))?;
    if files.is_empty() {
        return Err(Unusable(format!("{}: no *.yaml, *.yml or *.json in it", path.display())));
    }
    Ok(files)
}

pub(crate) fn read_file(path: &Path) -> Result<File, Unusable> {
    let name = path.display().to_string();
    match fs::read(path) {
        Ok(bytes) => Ok(File { text: decode(&name, bytes)?, name }),
        Err(error) => Err(Unusable(format!("{name}: {}", sentence(&error)))),
    }
}

/// Links to folders are not followed, so that a loop of links ends.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| EXTENSIONS.iter().any(|known| extension == *known))
            && fs::metadata(&path)?.is_file()
        {
            files.push(path);
        }
    }
    Ok(())
}

fn read_stdin() -> Result<String, Unusable> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Unusable(format!("<stdin>: {}", sentence(&error))))?;
    decode("<stdin>", bytes)
}

fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Unusable> {
    String::from_utf8(bytes).map_err(|_| Unusable(format!("{name}: not UTF-8 text")))
}

/// The system's reason without its error number, which differs between systems.
pub(crate) fn sentence(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}
