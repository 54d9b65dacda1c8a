import QtQuick
import "../components"

// A PIN on big keys or a keyboard; the digits are never shown. `given` when it is typed.
FocusScope {
    id: pad

    property string typed: ""
    readonly property real keyWidth: Math.min(Theme.sizeKioskMark * 1.6, (width - 2 * keys.spacing) / 3)
    readonly property bool ready: typed.length >= 6
    signal given(string pin)

    function type(digit) {
        if (typed.length < 12)
            typed += digit;
    }

    function take() {
        const pin = typed;
        typed = "";
        given(pin);
    }

    implicitHeight: keys.y + keys.height
    Keys.onPressed: event => {
        if (/^[0-9]$/.test(event.text))
            type(event.text);
        else if (event.key === Qt.Key_Backspace)
            typed = typed.slice(0, -1);
        else if ((event.key === Qt.Key_Return || event.key === Qt.Key_Enter) && ready)
            take();
        else
            return;
        event.accepted = true;
    }

    Words {
        id: dots

        width: parent.width
        text: "●".repeat(pad.typed.length) + "○".repeat(Math.max(0, 6 - pad.typed.length))
        font.pixelSize: Theme.typeTitle
        wrapMode: Text.NoWrap
        Accessible.name: qsTr("%1 digits typed").arg(pad.typed.length)
    }

    Grid {
        id: keys

        y: dots.height + Theme.spaceM
        columns: 3
        spacing: Theme.spaceS

        Repeater {
            model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0", "✓"]

            BigButton {
                required property string modelData

                objectName: "staff-pin-" + modelData
                width: pad.keyWidth
                leastHeight: Theme.sizeTarget
                leftPadding: 0
                rightPadding: 0
                corner: Theme.radiusSmall
                kind: modelData === "✓" ? "primary" : "soft"
                enabled: modelData !== "✓" || pad.ready
                focusPolicy: Qt.TabFocus
                text: modelData
                Accessible.name: modelData === "⌫" ? qsTr("Delete the last digit") : modelData === "✓" ? qsTr("Open") : modelData
                onClicked: modelData === "⌫" ? pad.typed = pad.typed.slice(0, -1) : modelData === "✓" ? pad.take() : pad.type(modelData)
            }
        }
    }
}
