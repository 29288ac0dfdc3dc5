//! A folder is written beside its place and put there in one step, so that a
//! crash at any moment leaves the previous one whole.

use std::io;
use std::path::{Path, PathBuf};

/// A folder under construction; removed again unless [`Swap::finish`] is called.
pub(crate) struct Swap {
    target: PathBuf,
    folder: tempfile::TempDir,
}

impl Swap {
    /// An empty folder beside `target`, on the same file system.
    pub(crate) fn begin(target: &Path) -> io::Result<Swap> {
        let parent = match target.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        std::fs::create_dir_all(parent)?;
        let name = target.file_name().map_or_else(|| "atlas".into(), |n| n.to_string_lossy().into_owned());
        let folder = tempfile::Builder::new().prefix(&format!(".{name}.writing-")).tempdir_in(parent)?;
        Ok(Swap { target: target.into(), folder })
    }

    /// Where to write.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts the folder in its place; what was there before is removed after.
    pub(crate) fn finish(self) -> io::Result<()> {
        make_readable(self.folder.path())?;
        if !self.target.exists() {
            // Keeping first: the guard must not remove what has been renamed.
            let written = self.folder.keep();
            return std::fs::rename(&written, &self.target);
        }
        // After the exchange the guard holds the previous folder and removes it.
        exchange(self.folder.path(), &self.target)
    }
}

/// Temporary folders are private; an atlas is as open as any new folder.
#[cfg(unix)]
fn make_readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_readable(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn exchange(new: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot exchange.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => replace(new, target),
        Err(e) => Err(e.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(new: &Path, target: &Path) -> io::Result<()> {
    replace(new, target)
}

/// Two renames: between them the previous folder stands under another name.
fn replace(new: &Path, target: &Path) -> io::Result<()> {
    let previous = target.with_extension("previous");
    std::fs::rename(target, &previous)?;
    if let Err(e) = std::fs::rename(new, target) {
        std::fs::rename(&previous, target)?;
        return Err(e);
    }
    std::fs::remove_dir_all(previous)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_previous_folder_stays_until_the_new_one_is_whole() {
        let dir = tempfile::tempdir().expect("a folder");
        let target = dir.path().join("atlas");
        std::fs::create_dir(&target).expect("created");
        std::fs::write(target.join("a"), "old").expect("written");
        let swap = Swap::begin(&target).expect("begun");
        std::fs::write(swap.path().join("a"), "new").expect("written");
        assert_eq!(std::fs::read_to_string(target.join("a")).expect("read"), "old");
        drop(swap);
        assert_eq!(std::fs::read_dir(dir.path()).expect("listed").count(), 1, "nothing is left behind");

        let swap = Swap::begin(&target).expect("begun");
        std::fs::write(swap.path().join("a"), "new").expect("written");
        swap.finish().expect("finished");
        assert_eq!(std::fs::read_to_string(target.join("a")).expect("read"), "new");
        assert_eq!(std::fs::read_dir(dir.path()).expect("listed").count(), 1);
    }
}
