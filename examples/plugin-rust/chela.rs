// chela.rs - the ABI of plugin.h for Rust, as far as this example needs it. No crates.
use std::os::raw::{c_char, c_int, c_void};

pub type Status = i32;
pub const NO_EFFECT: i32 = 1;
pub const INVALID: Status = -2;

/// What the host offers to a running call; the fields stand in the order of `struct chela_runtime`.
#[repr(C)]
pub struct Runtime {
    pub struct_size: u32,
    pub flags: u32,
    pub service: unsafe extern "C" fn(*mut Call, *const c_char) -> *const c_void,
    pub get: unsafe extern "C" fn(*mut Call, *const c_char) -> *const c_char,
    pub log: unsafe extern "C" fn(*mut Call, i32, *const c_char),
    pub emit: unsafe extern "C" fn(*mut Call, *const c_char, usize) -> Status,
    pub reply: unsafe extern "C" fn(*mut Call, *const c_char, usize) -> Status,
    pub fail: unsafe extern "C" fn(*mut Call, Status, i32, *const c_char) -> Status,
    pub progress: unsafe extern "C" fn(*mut Call, f64, *const c_char),
    pub cancelled: unsafe extern "C" fn(*mut Call) -> bool,
    pub cancel_fd: unsafe extern "C" fn(*mut Call) -> c_int,
    pub attach:
        unsafe extern "C" fn(*mut Call, c_int, *const c_char, *const c_char, *mut c_char) -> Status,
}

#[repr(C)]
pub struct Call {
    pub struct_size: u32,
    pub flags: u32,
    pub runtime: *const Runtime,
    pub state: *mut c_void,
}

/// The host casts the function back to the type that `binding` describes.
#[repr(C)]
pub struct Capability {
    pub struct_size: u32,
    pub flags: u32,
    pub name: *const c_char,
    pub binding: *const c_char,
    pub function: unsafe extern "C" fn(*mut Call, *const c_char) -> Status,
}

#[repr(C)]
pub struct Plugin {
    pub struct_size: u32,
    pub flags: u32,
    pub id: *const c_char,
    pub version: *const c_char,
    pub manifest: *const c_char,
    pub capabilities: *const *const Capability,
    pub open: Option<unsafe extern "C" fn(*mut Call, *mut *mut c_void) -> Status>,
    pub close: Option<unsafe extern "C" fn(*mut c_void)>,
}
