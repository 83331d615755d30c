//! The memory.

use crate::{settle, start, tick};
use seedchip_hdl::mem::memory::Memory;

fn write(memory: &mut Memory, address: u64, word: [u64; 2]) {
    memory.write_i.next = true;
    memory.write_address_i.next = address.into();
    for (lane, value) in memory.write_data_i.iter_mut().zip(word) {
        lane.next = value.into();
    }
}

fn shown(memory: &Memory) -> Vec<u64> {
    memory.read_data_o.iter().map(|lane| lane.val().into()).collect()
}

#[test]
fn a_read_shows_the_old_word_and_keeps_it() {
    let memory: &mut Memory = &mut start(Memory::new(2, 8, 4));
    write(memory, 3, [0x12, 0x1_34]);
    settle(memory);
    tick!(memory);
    write(memory, 3, [0x56, 0x78]);
    memory.read_i.next = true;
    memory.read_address_i.next = 3.into();
    settle(memory);
    assert_eq!(shown(memory), [0, 0]);
    tick!(memory);
    assert_eq!(shown(memory), [0x12, 0x34], "the old word, cut to its lanes");
    memory.write_i.next = false;
    memory.read_i.next = false;
    tick!(memory);
    assert_eq!(shown(memory), [0x12, 0x34], "kept without a read");
    memory.read_i.next = true;
    tick!(memory);
    assert_eq!(shown(memory), [0x56, 0x78]);
}
