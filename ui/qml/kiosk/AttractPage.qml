import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import "../components"

// The first page: who passes by sees what can be done here, in both languages, and touches one of them. Large text on a
// small screen scrolls.
ScrollArea {
    id: page

    required property QtObject visit
    required property QtObject shell
    readonly property bool wide: width > height && width - 3 * Theme.spaceGutter >= 3 * Theme.columnTile
    readonly property real half: wide ? (width - 3 * Theme.spaceGutter) / 2 : Math.min(Theme.sizeKioskColumn, width - 2 * Theme.spaceGutter)
    readonly property real halo: Math.min(Theme.sizeKioskHalo, height * (wide ? 0.46 : 0.32))

    anchors.fill: parent
    contentHeight: whole.height + 2 * Theme.spaceM

    Grid {
        id: whole

        x: (page.width - width) / 2
        y: Math.max(Theme.spaceM, (page.height - height) / 2)
        columns: page.wide ? 2 : 1
        columnSpacing: Theme.spaceGutter
        rowSpacing: Theme.spaceGutter
        verticalItemAlignment: page.interactive ? Grid.AlignTop : Grid.AlignVCenter

        Column {
            width: page.half
            spacing: Theme.spaceM

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: "康聆小站 · Listenwell"
                color: Theme.muted
                font.pixelSize: Theme.typeTitle
            }

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: "摸一下屏幕，开始测量"
                // Its characters are as wide as the font is high: one line, whatever the text scale.
                font.pixelSize: Math.min(Theme.typeGreeting, Math.floor(page.half / text.length))
                font.bold: true
                Accessible.role: Accessible.Heading
            }

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: "Touch the screen to start"
                color: Theme.muted
                // One line, too: its letters together are less than twelve times as wide as the font is high.
                font.pixelSize: Math.min(Theme.typeHeading, Math.floor(page.half / 12))
            }

            Item {
                width: parent.width
                height: page.halo + Theme.spaceL

                AbstractButton {
                    id: hand

                    objectName: "start"
                    anchors.centerIn: parent
                    width: page.halo
                    height: page.halo
                    focusPolicy: Qt.StrongFocus
                    scale: down ? 0.97 : 1
                    Accessible.role: Accessible.Button
                    Accessible.name: page.shell.language === "zh" ? "开始" : "Start"
                    Accessible.onPressAction: click()
                    Keys.onReturnPressed: click()
                    Keys.onEnterPressed: click()
                    onClicked: page.visit.start(page.shell.language)

                    Repeater {
                        model: [[1, Theme.surface2, 1], [0.8, Theme.primarySoft, 1], [0.6, Theme.primary, 1]]

                        Rectangle {
                            required property var modelData

                            anchors.centerIn: parent
                            width: hand.width * modelData[0]
                            height: width
                            radius: width / 2
                            color: modelData[1]
                        }
                    }

                    Icon {
                        anchors.centerIn: parent
                        name: "hand"
                        colour: Theme.onPrimary
                        extent: hand.width * 0.28
                    }

                    FocusRing {
                        around: hand
                    }
                }
            }
        }

        Column {
            width: page.half
            spacing: page.wide ? Theme.spaceL : Theme.spaceXl

            GridLayout {
                id: kinds

                width: parent.width
                columns: page.wide || page.half < 4 * Theme.columnTile ? 2 : 4
                columnSpacing: Theme.spaceM
                rowSpacing: Theme.spaceM
                uniformCellHeights: true

                Repeater {
                    model: [["device-blood_pressure", "血压", "Blood pressure"], ["device-spo2", "血氧", "Oxygen"], ["device-temperature", "体温", "Temperature"], ["device-weight", "体重", "Weight"]]

                    AttractKind {
                        required property var modelData

                        Layout.preferredWidth: (kinds.width - (kinds.columns - 1) * kinds.columnSpacing) / kinds.columns
                        Layout.fillHeight: true
                        lying: kinds.columns === 2 && Layout.preferredWidth >= Theme.columnTile
                        drawingShare: kinds.columns === 2 ? 0.3 : 0.6
                        drawing: modelData[0]
                        chinese: modelData[1]
                        english: modelData[2]
                    }
                }
            }

            Card {
                visible: page.visit.message !== ""
                width: parent.width
                height: message.height + 2 * Theme.spaceL
                color: Theme.infoSoft

                Words {
                    id: message

                    x: Theme.spaceL
                    y: Theme.spaceL
                    width: parent.width - 2 * Theme.spaceL
                    horizontalAlignment: Text.AlignHCenter
                    text: page.visit.message
                    color: Theme.info
                    font.bold: true
                }
            }

            Card {
                width: parent.width
                height: promise.height + 2 * Theme.spaceL

                Icon {
                    id: shield

                    x: Theme.spaceXl
                    anchors.verticalCenter: parent.verticalCenter
                    name: "shield-check"
                    colour: Theme.ok
                    extent: Theme.iconTile
                }

                Column {
                    id: promise

                    anchors.left: shield.right
                    anchors.leftMargin: Theme.spaceL
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.spaceL
                    y: Theme.spaceL

                    Words {
                        width: parent.width
                        text: "用完自动清除，这台机器不留您的信息"
                    }

                    Words {
                        width: parent.width
                        text: "Erased when you finish: nothing of yours stays here"
                        color: Theme.muted
                        font.pixelSize: Theme.typeLabel
                    }
                }
            }

            Row {
                width: parent.width
                spacing: Theme.spaceM

                Repeater {
                    model: [["zh", "中文"], ["en", "English"]]

                    FootButton {
                        required property var modelData

                        objectName: "start-" + modelData[0]
                        width: (parent.width - parent.spacing) / 2
                        kind: "quiet"
                        iconName: width < Theme.columnTile ? "" : "languages"
                        text: modelData[1]
                        onClicked: page.visit.start(modelData[0])
                    }
                }
            }
        }
    }
}
