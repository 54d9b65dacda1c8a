import QtQuick
import QtQuick.Controls.Basic

// The PIN of a private profile, typed on big keys or a keyboard. The digits are never shown.
Sheet {
    id: sheet

    required property QtObject gate
    readonly property bool choosing: gate.purpose === "new" || gate.purpose === "again"
    readonly property string request: gate.purpose === "new" ? qsTr("Choose a PIN of 6 to 12 digits.") : gate.purpose === "again" ? qsTr("Type the same PIN once more.") : ""

    objectName: "pin-gate"
    iconName: "lock"
    ink: Theme.primary
    title: gate.name !== "" ? gate.name : qsTr("Private profile")
    closePolicy: Popup.CloseOnEscape
    onClosed: if (sheet.gate.purpose !== "")
        sheet.gate.leave()
    onOpened: pad.forceActiveFocus()

    Connections {
        function onChanged() {
            if (sheet.gate.purpose !== "" && !sheet.opened)
                sheet.open();
            else if (sheet.gate.purpose === "" && sheet.opened)
                sheet.close();
        }

        target: sheet.gate
    }

    Words {
        id: words

        objectName: "pin-words"
        visible: text !== ""
        width: parent.width
        text: sheet.choosing ? sheet.request : sheet.gate.sentence
        onTextChanged: if (sheet.opened && words.text !== "" && sheet.gate.waitSeconds === 0)
            Accessible.announce(words.text)
    }

    Notice {
        width: parent.width
        text: sheet.choosing ? sheet.gate.sentence : ""
    }

    FocusScope {
        id: pad

        width: parent.width
        height: keys.y + keys.height
        Keys.onPressed: event => {
            if (/^[0-9]$/.test(event.text))
                sheet.gate.type(event.text);
            else if (event.key === Qt.Key_Backspace)
                sheet.gate.erase();
            else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
                sheet.gate.give();
            else
                return;
            event.accepted = true;
        }

        Words {
            id: dots

            objectName: "pin-dots"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: "●".repeat(sheet.gate.typed) + "○".repeat(Math.max(0, 6 - sheet.gate.typed))
            font.pixelSize: Theme.typeTitle
            wrapMode: Text.NoWrap
            Accessible.name: qsTr("%1 digits typed").arg(sheet.gate.typed)
        }

        Grid {
            id: keys

            anchors.horizontalCenter: parent.horizontalCenter
            y: dots.height + Theme.spaceS
            columns: 6
            spacing: Theme.spaceS
            enabled: sheet.gate.waitSeconds === 0

            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "⌫"]

                BigButton {
                    required property string modelData

                    objectName: "pin-" + modelData
                    width: Theme.sizeButton
                    leastHeight: Theme.sizeTarget
                    leftPadding: 0
                    rightPadding: 0
                    corner: Theme.radiusSmall
                    focusPolicy: Qt.TabFocus
                    text: modelData
                    Accessible.name: modelData === "⌫" ? qsTr("Delete the last digit") : modelData
                    onClicked: modelData === "⌫" ? sheet.gate.erase() : sheet.gate.type(modelData)
                }
            }
        }
    }

    buttons: [
        BigButton {
            objectName: "pin-give"
            enabled: sheet.gate.ready
            kind: "primary"
            iconName: "check"
            text: sheet.choosing ? qsTr("Use this PIN") : qsTr("Open")
            onClicked: sheet.gate.give()
        },
        BigButton {
            objectName: "pin-leave"
            iconName: "x"
            text: qsTr("Leave it")
            onClicked: sheet.gate.leave()
        }
    ]
}
