import QtQuick

// What one column of a table means: closed it shows the choice, opened all meanings.
Column {
    id: choice

    required property string heading
    required property string meaning
    required property var meanings
    property bool opened: false
    readonly property string word: (meanings.find(one => one.key === meaning) ?? {
            "text": qsTr("not chosen")
        }).text
    signal chosen(string meaning)

    spacing: Theme.spaceS

    ActionRow {
        width: parent.width
        title: choice.heading
        detail: choice.word

        BigButton {
            objectName: "column-" + choice.heading
            leastHeight: Theme.sizeTarget
            fontSize: Theme.typeControl
            kind: "quiet"
            iconName: choice.opened ? "x" : "list"
            text: choice.opened ? qsTr("Close") : qsTr("Choose")
            Accessible.name: text + ": " + choice.heading
            onClicked: choice.opened = !choice.opened
        }
    }

    Loader {
        width: parent.width
        active: choice.opened
        visible: active
        sourceComponent: RangeTabs {
            Accessible.name: choice.heading
            choices: choice.meanings
            current: choice.meaning
            onChosen: key => {
                choice.opened = false;
                choice.chosen(key);
            }
        }
    }
}
