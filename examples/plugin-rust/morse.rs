// morse - writes Morse code: a plugin in Rust, without crates, against the C ABI of plugin.h.
mod chela;

use chela::{Call, Capability, Plugin, Status};
use std::ffi::CStr;
use std::mem::size_of;
use std::os::raw::c_char;

const LETTERS: [(char, &str); 36] = [
    ('a', ".-"), ('b', "-..."), ('c', "-.-."), ('d', "-.."), ('e', "."), ('f', "..-."),
    ('g', "--."), ('h', "...."), ('i', ".."), ('j', ".---"), ('k', "-.-"), ('l', ".-.."),
    ('m', "--"), ('n', "-."), ('o', "---"), ('p', ".--."), ('q', "--.-"), ('r', ".-."),
    ('s', "..."), ('t', "-"), ('u', "..-"), ('v', "...-"), ('w', ".--"), ('x', "-..-"),
    ('y', "-.--"), ('z', "--.."), ('0', "-----"), ('1', ".----"), ('2', "..---"), ('3', "...--"),
    ('4', "....-"), ('5', "....."), ('6', "-...."), ('7', "--..."), ('8', "---.."), ('9', "----."),
];

/// Letters are parted by a space, words by " / "; None when there is nothing that Morse can say.
fn encode(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| {
            word.to_lowercase()
                .chars()
                .filter_map(|letter| LETTERS.iter().find(|(known, _)| *known == letter))
                .map(|(_, code)| *code)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() { None } else { Some(words.join(" / ")) }
}

/// Bound as "text:s". The crate is built with panic=abort: no unwinding crosses the boundary.
unsafe extern "C" fn morse_encode(call: *mut Call, text: *const c_char) -> Status {
    let runtime = &*(*call).runtime;
    let code = CStr::from_ptr(text).to_str().ok().and_then(encode);
    match code {
        Some(code) => {
            let json = format!("{{\"code\":\"{code}\"}}"); // dots, dashes, slashes and spaces only
            (runtime.reply)(call, json.as_ptr().cast(), json.len())
        }
        None => {
            let text = b"text: Morse code knows only letters and digits\0";
            (runtime.fail)(call, chela::INVALID, chela::NO_EFFECT, text.as_ptr().cast())
        }
    }
}

/// Tables of constants that hold pointers are fine to share: nothing ever writes to them.
#[repr(transparent)]
pub struct Shared<T>(T);
unsafe impl<T> Sync for Shared<T> {}

static MORSE_ENCODE: Shared<Capability> = Shared(Capability {
    struct_size: size_of::<Capability>() as u32,
    flags: 0,
    name: b"morse.encode\0".as_ptr().cast(),
    binding: b"text:s\0".as_ptr().cast(),
    function: morse_encode,
});

static CAPABILITIES: Shared<[*const Capability; 2]> = Shared([&MORSE_ENCODE.0, std::ptr::null()]);

#[no_mangle]
pub static chela_plugin_v1: Shared<Plugin> = Shared(Plugin {
    struct_size: size_of::<Plugin>() as u32,
    flags: 0,
    id: b"org.example.morse\0".as_ptr().cast(),
    version: b"1.0.0\0".as_ptr().cast(),
    manifest: concat!(include_str!("manifest.json"), "\0").as_ptr().cast(),
    capabilities: CAPABILITIES.0.as_ptr(),
    open: None,
    close: None,
});
